ALTER TABLE "tenant".users DROP COLUMN language;
