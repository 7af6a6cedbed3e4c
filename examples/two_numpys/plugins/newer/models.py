"""What newer hands out: models of pydantic 2."""

from pydantic import BaseModel, ConfigDict, Field, field_validator


class Summary(BaseModel):
    plugin: str = "newer"
    mean: float
    spread: float
    slope: float


class Station(BaseModel):
    model_config = ConfigDict(validate_assignment=True)

    name: str = Field(pattern="^[a-z]+$")
    code: str
    degrees: list[float] = []
    next: "Station | None" = None

    @field_validator("degrees")
    @classmethod
    def above_absolute_zero(cls, values):
        if any(value < -273.15 for value in values):
            raise ValueError("below absolute zero")
        return values
