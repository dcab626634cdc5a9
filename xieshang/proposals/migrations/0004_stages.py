"""Every state that a case comes into is kept with its moment, by the database itself; what is known of earlier ones."""

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

-- The cases there are already: the states that their entries tell of, and their own moments where there are none.
INSERT INTO proposals_stage (proposal_id, state, at)
  SELECT e.subject_id, told.state, e.at FROM spine_entry e
  JOIN proposals_proposal p ON p.id = e.subject_id
  JOIN (VALUES
    ('proposals.drafted', 'draft'), ('proposals.entered', 'draft'), ('proposals.gathered', 'gathering'),
    ('proposals.taken_back', 'draft'), ('proposals.submitted', 'submitted'), ('proposals.checked', 'checked'),
    ('proposals.sent_back', 'returned'), ('proposals.withdrawn', 'withdrawn'), ('proposals.filed', 'filed'),
    ('proposals.merged', 'merged'), ('proposals.turned_into_letter', 'letter'), ('proposals.not_filed', 'not_filed'),
    ('proposals.objected', 'contested'), ('proposals.upheld', 'not_filed'), ('proposals.overruled', 'filed'),
    ('proposals.assigned', 'assigned'), ('proposals.assignment_taken_back', 'filed'),
    ('proposals.accepted', 'handling'), ('proposals.replied', 'replied'), ('proposals.reply_sent_back', 'handling'),
    ('proposals.judged', 'answered'), ('proposals.handled_again', 'handling'), ('proposals.closed', 'closed')
  ) AS told (kind, state) ON told.kind = e.kind
  WHERE e.subject_kind = 'proposals.proposal' ORDER BY e.id;
INSERT INTO proposals_stage (proposal_id, state, at)
  SELECT p.id, known.state, known.at FROM proposals_proposal p, proposals_milestones(p) known
  WHERE NOT EXISTS (SELECT FROM proposals_stage s WHERE s.proposal_id = p.id) ORDER BY p.id, known.place;
INSERT INTO proposals_stage (proposal_id, state, at)
  SELECT p.id, p.state, greatest(p.changed_at, last.at) FROM proposals_proposal p
  CROSS JOIN LATERAL (SELECT s.state, s.at FROM proposals_stage s WHERE s.proposal_id = p.id
    ORDER BY s.at DESC, s.id DESC LIMIT 1) last
  WHERE last.state <> p.state;
"""

DOWN = """
DROP TRIGGER proposals_stage_first ON proposals_proposal;
DROP TRIGGER proposals_stage_next ON proposals_proposal;
DROP FUNCTION proposals_stage_began();
DROP FUNCTION proposals_milestones(proposals_proposal);
DELETE FROM proposals_stage;
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0003_term_change"), ("spine", "0001_initial")]
    operations = [migrations.RunSQL(UP, DOWN)]
