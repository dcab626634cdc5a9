"""The ledger keeps itself: digests and transaction numbers by trigger, and no change ever."""

from django.db import migrations

UP = """
CREATE TABLE spine_ledger_base (one boolean PRIMARY KEY DEFAULT true CHECK (one), base bigint NOT NULL);
INSERT INTO spine_ledger_base (base) VALUES (0);

CREATE FUNCTION spine_ledger_tx() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT pg_current_xact_id()::text::bigint + (SELECT base FROM spine_ledger_base) $$;

CREATE FUNCTION spine_ledger_horizon() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint + (SELECT base FROM spine_ledger_base) $$;

CREATE FUNCTION spine_entry_digest(e spine_entry) RETURNS bytea LANGUAGE sql STABLE AS
$$ SELECT sha256(convert_to(concat_ws(E'\\x1f',
     e.id, e.tx, e.kind,
     (extract(epoch FROM e.at) * 1000000)::bigint,
     (extract(epoch FROM e.recorded_at) * 1000000)::bigint,
     coalesce(e.assembly_id::text, '-'), e.subject_kind, e.subject_id,
     coalesce(e.actor_id::text, '-'), coalesce(e.request_id::text, '-'), e.payload::text), 'UTF8')) $$;

CREATE FUNCTION spine_entry_seal_in() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  NEW.tx := spine_ledger_tx();
  NEW.recorded_at := clock_timestamp();
  NEW.digest := spine_entry_digest(NEW);
  RETURN NEW;
END $$;
CREATE TRIGGER spine_entry_written BEFORE INSERT ON spine_entry
  FOR EACH ROW EXECUTE FUNCTION spine_entry_seal_in();

CREATE FUNCTION spine_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
CREATE TRIGGER spine_entry_kept BEFORE UPDATE OR DELETE ON spine_entry FOR EACH ROW EXECUTE FUNCTION spine_refuse();
CREATE TRIGGER spine_entry_whole BEFORE TRUNCATE ON spine_entry FOR EACH STATEMENT EXECUTE FUNCTION spine_refuse();
CREATE TRIGGER spine_seal_kept BEFORE UPDATE OR DELETE ON spine_seal FOR EACH ROW EXECUTE FUNCTION spine_refuse();
CREATE TRIGGER spine_seal_whole BEFORE TRUNCATE ON spine_seal FOR EACH STATEMENT EXECUTE FUNCTION spine_refuse();

CREATE FUNCTION spine_base_guard() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
    RAISE EXCEPTION 'only the owner of the ledger moves its base' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER spine_base_kept BEFORE INSERT OR UPDATE OR DELETE ON spine_ledger_base
  FOR EACH ROW EXECUTE FUNCTION spine_base_guard();
"""

DOWN = """
DROP TABLE spine_ledger_base;
DROP TRIGGER spine_entry_written ON spine_entry;
DROP TRIGGER spine_entry_kept ON spine_entry;
DROP TRIGGER spine_entry_whole ON spine_entry;
DROP TRIGGER spine_seal_kept ON spine_seal;
DROP TRIGGER spine_seal_whole ON spine_seal;
DROP FUNCTION spine_base_guard(); DROP FUNCTION spine_refuse(); DROP FUNCTION spine_entry_seal_in();
DROP FUNCTION spine_entry_digest(spine_entry); DROP FUNCTION spine_ledger_horizon(); DROP FUNCTION spine_ledger_tx();
"""


class Migration(migrations.Migration):
    dependencies = [("spine", "0001_initial")]
    operations = [migrations.RunSQL(UP, DOWN)]
