DROP TABLE "tenant".deliveries;
