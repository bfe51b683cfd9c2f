DROP TABLE "tenant".idempotency_keys, "tenant".document_sequences, "tenant".audit_log, "tenant".settings,
    "tenant".refresh_tokens, "tenant".sessions, "tenant".users, "tenant".branches;
