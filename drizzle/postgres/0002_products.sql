CREATE TABLE "product" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"studio_id" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"settings" text collate "C" NOT NULL,
	"position" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"archived_at" bigint
);
--> statement-breakpoint
ALTER TABLE "access_row" ADD COLUMN "products" text collate "C" DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE "rendition" ADD COLUMN "crc32" bigint;--> statement-breakpoint
ALTER TABLE "rendition" ADD COLUMN "sha256" text collate "C";--> statement-breakpoint
ALTER TABLE "rendition" ADD COLUMN "used_at" bigint;--> statement-breakpoint
ALTER TABLE "product" ADD CONSTRAINT "product_studio_id_studio_id_fk" FOREIGN KEY ("studio_id") REFERENCES "public"."studio"("id") ON DELETE no action ON UPDATE no action;