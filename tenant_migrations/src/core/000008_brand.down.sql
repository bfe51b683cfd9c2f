DROP TABLE "tenant".brand;
