DROP INDEX "tenant".deliveries_about_idx;
DROP TABLE "tenant".client_notes;
