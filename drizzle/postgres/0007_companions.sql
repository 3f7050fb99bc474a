ALTER TABLE "studio" ADD COLUMN "companion_endings" text collate "C" DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE "file" ADD COLUMN "companion_of" text collate "C";--> statement-breakpoint
ALTER TABLE "file" ADD COLUMN "ending" text collate "C";--> statement-breakpoint
CREATE INDEX "file_companion" ON "file" USING btree ("companion_of");