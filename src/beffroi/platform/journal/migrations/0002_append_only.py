"""The chain's head, numbers unique in each chain, and triggers: an entry is never changed nor removed, except a whole
chain named in journal_opening (services.erase_chain). -1 in journal_opening opens every chain."""

from django.db import migrations, models
from django.db.models import Q

SQLITE = [
    "CREATE TABLE journal_opening (chain bigint NOT NULL PRIMARY KEY)",
    """CREATE TRIGGER journal_entry_kept BEFORE UPDATE ON journal_entry
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_entry_stays BEFORE DELETE ON journal_entry
       WHEN NOT EXISTS (SELECT 1 FROM journal_opening WHERE chain IN (-1, COALESCE(OLD.collectivite_id, 0)))
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
]
POSTGRESQL = [
    "CREATE TABLE journal_opening (chain bigint NOT NULL PRIMARY KEY)",
    """CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'DELETE' THEN
           IF EXISTS (SELECT 1 FROM journal_opening WHERE chain IN (-1, COALESCE(OLD.collectivite_id, 0))) THEN
             RETURN OLD;
           END IF;
         ELSIF TG_OP = 'TRUNCATE' THEN
           IF EXISTS (SELECT 1 FROM journal_opening WHERE chain = -1) THEN
             RETURN NULL;
           END IF;
         END IF;
         RAISE EXCEPTION 'the journal is append-only';
       END $$""",
    """CREATE TRIGGER journal_entry_kept BEFORE UPDATE OR DELETE ON journal_entry
       FOR EACH ROW EXECUTE FUNCTION journal_append_only()""",
    """CREATE TRIGGER journal_entry_stays BEFORE TRUNCATE ON journal_entry
       FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()""",
]
UNDO = {
    "sqlite": [
        "DROP TRIGGER journal_entry_kept",
        "DROP TRIGGER journal_entry_stays",
        "DROP TABLE journal_opening",
    ],
    "postgresql": [
        "DROP TRIGGER journal_entry_kept ON journal_entry",
        "DROP TRIGGER journal_entry_stays ON journal_entry",
        "DROP FUNCTION journal_append_only()",
        "DROP TABLE journal_opening",
    ],
}


def lock(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def unlock(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Head",
            fields=[
                ("chain", models.BigIntegerField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(default=0)),
                ("hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.RemoveConstraint(model_name="entry", name="journal_number"),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("collectivite_id", "number"), name="journal_number"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                condition=Q(("collectivite_id__isnull", True)), fields=("number",), name="journal_instance_number"
            ),
        ),
        migrations.RunPython(lock, unlock),
    ]
