"""The inverted index over sketches, which the database keeps by itself: (assembly, hash) → proposals."""

from django.db import migrations

UP = """
CREATE TABLE proposals_shingle (
  assembly_id bigint NOT NULL,
  hash integer NOT NULL,
  proposal_id bigint NOT NULL,
  PRIMARY KEY (assembly_id, hash, proposal_id)
);

CREATE FUNCTION proposals_sketch_added() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  INSERT INTO proposals_shingle (assembly_id, hash, proposal_id)
    SELECT DISTINCT s.assembly_id, k, s.proposal_id FROM added s, unnest(s.keys) k;
  RETURN NULL;
END $$;

CREATE FUNCTION proposals_sketch_removed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  DELETE FROM proposals_shingle p USING removed s, unnest(s.keys) k
    WHERE p.assembly_id = s.assembly_id AND p.hash = k AND p.proposal_id = s.proposal_id;
  RETURN NULL;
END $$;

CREATE TRIGGER proposals_sketch_in AFTER INSERT ON proposals_sketch
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION proposals_sketch_added();
CREATE TRIGGER proposals_sketch_out AFTER DELETE ON proposals_sketch
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION proposals_sketch_removed();
CREATE TRIGGER proposals_sketch_was AFTER UPDATE ON proposals_sketch
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION proposals_sketch_removed();
CREATE TRIGGER proposals_sketch_will AFTER UPDATE ON proposals_sketch
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION proposals_sketch_added();
"""

DOWN = """
DROP TRIGGER proposals_sketch_in ON proposals_sketch;
DROP TRIGGER proposals_sketch_out ON proposals_sketch;
DROP TRIGGER proposals_sketch_was ON proposals_sketch;
DROP TRIGGER proposals_sketch_will ON proposals_sketch;
DROP FUNCTION proposals_sketch_added();
DROP FUNCTION proposals_sketch_removed();
DROP TABLE proposals_shingle;
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_initial")]
    operations = [migrations.RunSQL(UP, DOWN)]
