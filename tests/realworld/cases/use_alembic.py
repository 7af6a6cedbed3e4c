"""alembic: migrations written to a folder and run from there; autogeneration late."""

from __future__ import annotations

import io
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import alembic
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory


FIRST = '''"""first"""
import sqlalchemy as sa
from alembic import op

revision = "aaa"
down_revision = None

def upgrade():
    table = op.create_table("items", sa.Column("id", sa.Integer, primary_key=True))
    op.bulk_insert(table, [{"id": 1}, {"id": 2}])

def downgrade():
    op.drop_table("items")
'''
SECOND = '''"""second"""
import sqlalchemy as sa
from alembic import op

revision = "bbb"
down_revision = "aaa"

def upgrade():
    with op.batch_alter_table("items") as batch:
        batch.add_column(sa.Column("name", sa.String(5), server_default="x"))

def downgrade():
    with op.batch_alter_table("items") as batch:
        batch.drop_column("name")
'''
ENVIRONMENT = """
import sqlalchemy as sa
from alembic import context

if context.is_offline_mode():
    context.configure(url="sqlite://", literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url"))
    with engine.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()
"""


def configuration() -> Config:
    folder = Path(tempfile.mkdtemp(dir=".")).resolve()
    versions = folder / "versions"
    versions.mkdir()
    versions.joinpath("aaa_first.py").write_text(FIRST)
    versions.joinpath("bbb_second.py").write_text(SECOND)
    folder.joinpath("env.py").write_text(ENVIRONMENT)
    folder.joinpath("script.py.mako").write_text(
        '"""${message}"""\nrevision = ${repr(up_revision)}\ndown_revision = ${repr(down_revision)}\n'
    )
    found = Config(stdout=io.StringIO(), output_buffer=io.StringIO())
    found.set_main_option("script_location", str(folder))
    found.set_main_option("sqlalchemy.url", f"sqlite:///{folder}/data.sqlite")
    return found


def columns(config: Config) -> list[str]:
    engine = sa.create_engine(config.get_main_option("sqlalchemy.url"))
    with closing(engine.raw_connection()) as connection:
        rows = connection.cursor().execute("pragma table_info(items)").fetchall()
    engine.dispose()
    return [row[1] for row in rows]


def work() -> dict[str, Any]:
    config = configuration()
    found = {}
    for step, target in (("first", "aaa"), ("head", "head"), ("back", "-1"), ("base", "base")):
        change = command.downgrade if step in {"back", "base"} else command.upgrade
        change(config, target)
        found[step] = columns(config)
    scripts = ScriptDirectory.from_config(config)
    return {
        "version": alembic.__version__,
        **found,
        "heads": scripts.get_heads(),
        "walk": [revision.doc for revision in scripts.walk_revisions()],
    }


def late() -> dict[str, Any]:
    from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
    from alembic.migration import MigrationContext

    config = configuration()
    command.upgrade(config, "head", sql=True)
    sql = config.output_buffer.getvalue()
    command.revision(config, "third", rev_id="ccc")
    metadata = sa.MetaData()
    sa.Table("made", metadata, sa.Column("id", sa.Integer, primary_key=True))
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        steps = [step[0] for step in compare_metadata(context, metadata)]
        code = render_python_code(produce_migrations(context, metadata).upgrade_ops)
    engine.dispose()
    return {
        "sql": "CREATE TABLE items" in sql,
        "heads": ScriptDirectory.from_config(config).get_heads(),
        "steps": steps,
        "code": code,
    }
