"""peewee: models, joins, transactions over SQLite; parts of playhouse late."""

from __future__ import annotations

import tempfile
from typing import Any

import peewee
from peewee import JOIN, CharField, ForeignKeyField, IntegerField, Model, SqliteDatabase, fn


class Person(Model):
    name = CharField(unique=True)
    age = IntegerField(default=0)


class Pet(Model):
    owner = ForeignKeyField(Person, backref="pets")
    name = CharField(index=True)


MODELS = [Person, Pet]


def in_database(work: Any) -> Any:
    database = SqliteDatabase(
        f"{tempfile.mkdtemp(dir='.')}/data.sqlite", pragmas={"foreign_keys": 1}
    )
    # classes of its own: those above would be bound for all threads
    person = type("Person", (Person,), {"Meta": type("Meta", (), {"database": database})})
    fields = {"owner": ForeignKeyField(person, backref="pets")}
    pet = type("Pet", (Pet,), {**fields, "Meta": type("Meta", (), {"database": database})})
    with database:
        database.create_tables([person, pet])
        return work(database, person, pet)


def filled(database: SqliteDatabase, person: Any, pet: Any) -> dict[str, Any]:
    with database.atomic():
        ann = person.create(name="Ann", age=30)
        person.insert_many([{"name": "Bob"}, {"name": "Cid", "age": 5}]).execute()
        for name in ("Rex", "Tom"):
            pet.create(owner=ann, name=name)
    try:
        with database.atomic():
            person.create(name="Dan")
            person.create(name="Ann")
    except peewee.IntegrityError as error:
        problem = str(error)
    counts = (
        person.select(person.name, fn.COUNT(pet.id).alias("count"))
        .join(pet, JOIN.LEFT_OUTER)
        .group_by(person.name)
        .order_by(person.name)
    )
    person.update(age=person.age + 1).where(person.name << ["Bob", "Cid"]).execute()
    return {
        "counts": [[row.name, row.count] for row in counts],
        "pets": [one.name for one in ann.pets.order_by(pet.name.desc())],
        "problem": problem,
        "ages": list(person.select(person.age).order_by(person.age).tuples()),
        "sql": list(person.select().where((person.age > 3) | person.name.startswith("A")).sql()),
    }


def work() -> dict[str, Any]:
    return {"version": peewee.__version__, **in_database(filled)}


def late() -> dict[str, Any]:
    from playhouse import shortcuts
    from playhouse.db_url import connect
    from playhouse.migrate import SqliteMigrator, migrate
    from playhouse.reflection import Introspector

    def changed(database: SqliteDatabase, person: Any, pet: Any) -> dict[str, Any]:
        ann = person.create(name="Ann")
        pet.create(owner=ann, name="Rex")
        migrator = SqliteMigrator(database)
        migrate(migrator.add_column("pet", "kind", CharField(null=True)))
        found = Introspector.from_database(database).generate_models()
        return {
            "dict": shortcuts.model_to_dict(pet.get(), recurse=True),
            "columns": [column.name for column in database.get_columns("pet")],
            "found": sorted(found["pet"]._meta.fields),
        }

    return {
        **in_database(changed),
        "url": type(connect("sqlite:///:memory:")).__name__,
    }
