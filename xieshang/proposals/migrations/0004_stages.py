"""Every state that a case comes into is kept with its moment, by the database itself."""

from django.db import migrations

UP = """
CREATE FUNCTION proposals_milestones(p proposals_proposal)
  RETURNS TABLE (place integer, state varchar, at timestamptz) LANGUAGE sql STABLE AS
$$ WITH here AS (
     SELECT coalesce(CASE p.state
       WHEN 'draft' THEN p.created_at WHEN 'submitted' THEN p.submitted_at WHEN 'filed' THEN p.filed_at
       WHEN 'replied' THEN p.replied_at WHEN 'closed' THEN p.closed_at END, p.changed_at) AS at),
   known (place, state, at) AS (VALUES
     (1, 'draft'::varchar, CASE WHEN p.source = '' THEN p.created_at END),
     (2, 'submitted', p.submitted_at), (3, 'filed', p.filed_at), (4, 'replied', p.replied_at))
   SELECT known.* FROM known, here WHERE known.state <> p.state AND known.at <= here.at
   UNION ALL SELECT 5, p.state, here.at FROM here ORDER BY 1 $$;

CREATE FUNCTION proposals_stage_began() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO proposals_stage (proposal_id, state, at)
      SELECT NEW.id, known.state, known.at FROM proposals_milestones(NEW) known ORDER BY known.place;
  ELSE
    INSERT INTO proposals_stage (proposal_id, state, at) VALUES (NEW.id, NEW.state, NEW.changed_at);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER proposals_stage_first AFTER INSERT ON proposals_proposal
  FOR EACH ROW EXECUTE FUNCTION proposals_stage_began();
CREATE TRIGGER proposals_stage_next AFTER UPDATE OF state ON proposals_proposal
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION proposals_stage_began();
"""

DOWN = """
DROP TRIGGER proposals_stage_first ON proposals_proposal;
DROP TRIGGER proposals_stage_next ON proposals_proposal;
DROP FUNCTION proposals_stage_began();
DROP FUNCTION proposals_milestones(proposals_proposal);
DELETE FROM proposals_stage;
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0002_shingles")]
    operations = [migrations.RunSQL(UP, DOWN)]
