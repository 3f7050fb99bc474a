CREATE TABLE "file_words" (
	"file_id" text collate "C" PRIMARY KEY NOT NULL,
	"caption" text collate "C",
	"keywords" text collate "C",
	"copyright" text collate "C"
);
--> statement-breakpoint
ALTER TABLE "file" ADD COLUMN "stars" bigint;--> statement-breakpoint
ALTER TABLE "version" ADD COLUMN "words" text collate "C";--> statement-breakpoint
ALTER TABLE "file_words" ADD CONSTRAINT "file_words_file_id_file_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."file"("id") ON DELETE no action ON UPDATE no action;