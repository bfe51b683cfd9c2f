DROP TABLE "tenant".clients;
