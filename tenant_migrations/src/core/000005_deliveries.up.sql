-- What was said to people outside, so that nobody hears the same twice. Taken before the message leaves; whoever finds
-- it taken and not finished cannot know whether it left, and does not send it again.
CREATE TABLE "tenant".deliveries (
    -- What is said, about what, to whom: equal for what must not be said twice.
    key text PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 300),
    channel text NOT NULL CHECK (channel IN ('email')),
    event_id uuid,
    state text NOT NULL DEFAULT 'sending' CHECK (state IN ('sending', 'sent', 'refused')),
    failure text,
    started_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);
CREATE INDEX deliveries_started_at_idx ON "tenant".deliveries (started_at);
-- What an event has led to already.
CREATE INDEX deliveries_event_id_idx ON "tenant".deliveries (event_id) WHERE event_id IS NOT NULL;
