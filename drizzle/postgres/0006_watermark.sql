ALTER TABLE "gallery" ADD COLUMN "watermark" text collate "C";--> statement-breakpoint
ALTER TABLE "gallery" ADD COLUMN "proof_edge" bigint;--> statement-breakpoint
ALTER TABLE "version" ADD COLUMN "look" text collate "C";