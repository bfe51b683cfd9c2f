-- The language in which a user wants to read screens; none is the business's. No change of the user that somebody who
-- edits one meanwhile has to hear of.
ALTER TABLE "tenant".users ADD COLUMN language text CHECK (language IN ('es', 'en'));
