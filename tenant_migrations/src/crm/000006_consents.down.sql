DROP TABLE "tenant".client_consents;
