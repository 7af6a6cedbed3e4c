"""sqlalchemy: mapped classes, relations by name, queries, pickling; dialects and extensions late."""

from __future__ import annotations

import pickle
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.ext.hybrid import hybrid_property


Base = orm.declarative_base()


class Author(Base):
    __tablename__ = "authors"

    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(30), unique=True)
    books = orm.relationship("Book", back_populates="author", order_by="Book.title")

    @hybrid_property
    def initial(self) -> str:
        return self.name[0]

    @initial.expression
    def initial(cls) -> Any:  # noqa: N805
        return sa.func.substr(cls.name, 1, 1)


class Book(Base):
    __tablename__ = "books"

    id = sa.Column(sa.Integer, primary_key=True)
    title = sa.Column(sa.String, nullable=False)
    kind = sa.Column(sa.Enum("paper", "sound", name="kinds"), default="paper")
    extra = sa.Column(sa.JSON)
    author_id = sa.Column(sa.ForeignKey("authors.id"))
    author = orm.relationship(Author, back_populates="books", lazy="joined")


def work() -> dict[str, Any]:
    engine = sa.create_engine("sqlite://", future=True)
    Base.metadata.create_all(engine)
    with orm.Session(engine, future=True) as session:
        ann = Author(name="Ann", books=[Book(title=t, extra={"n": [1]}) for t in "BA"])
        session.add_all([ann, Author(name="Bob")])
        session.commit()
        counts = session.execute(
            sa.select(Author.name, sa.func.count(Book.id))
            .outerjoin(Author.books)
            .group_by(Author.name)
            .order_by(Author.name)
        ).all()
        found = session.scalars(sa.select(Author).where(Author.initial == "A")).one()
        books = [[book.title, book.kind, book.extra] for book in found.books]
        copy = pickle.loads(pickle.dumps(found))
        session.add(Author(name="Ann"))
        try:
            session.commit()
        except sa.exc.IntegrityError as error:
            session.rollback()
            problem = str(error.orig)
    engine.dispose()
    window = sa.func.row_number().over(partition_by=Book.author_id, order_by=Book.title)
    return {
        "version": sa.__version__,
        "counts": [list(row) for row in counts],
        "books": books,
        "same": type(copy) is Author and [book.title for book in copy.books] == ["A", "B"],
        "problem": problem,
        "sql": str(sa.select(window.label("n")).where(Book.title.in_(["a", "b"]))),
    }


def late() -> dict[str, Any]:
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.ext import automap, serializer
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.schema import CreateTable

    engine = sa.create_engine("sqlite://")
    Base.metadata.create_all(engine)
    mapped = automap.automap_base()
    mapped.prepare(autoload_with=engine)
    insert = postgresql.insert(Book.__table__).values(title="t").on_conflict_do_nothing()
    query = serializer.loads(serializer.dumps(sa.select(Book.title)), Base.metadata)
    engine.dispose()
    return {
        "mapped": sorted(mapped.classes.keys()),
        "insert": str(insert.compile(dialect=postgresql.dialect())),
        "table": str(CreateTable(Author.__table__)),
        "query": str(query),
        "dialects": [sa.engine.url.make_url(f"{d}://").get_dialect().name for d in DIALECTS],
        "asynchronous": AsyncSession.__module__,
    }


DIALECTS = ("mysql+pymysql", "oracle+cx_oracle", "mssql+pyodbc", "sqlite+pysqlite")
