"""What older hands out: models of pydantic 1."""

from typing import Optional

from pydantic import BaseModel, constr, validator


class Summary(BaseModel):
    plugin: str = "older"
    mean: float
    spread: float
    slope: float


class Station(BaseModel):
    name: constr(regex="^[a-z]+$")  # pydantic 2 says pattern
    code: str
    degrees: list[float] = []
    next: Optional["Station"] = None

    class Config:
        validate_assignment = True

    @validator("degrees", each_item=True)
    @classmethod
    def above_absolute_zero(cls, value):
        if value < -273.15:
            raise ValueError("below absolute zero")
        return value


Station.update_forward_refs()
