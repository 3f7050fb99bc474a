ALTER TABLE `gallery` ADD `watermark` text;--> statement-breakpoint
ALTER TABLE `gallery` ADD `proof_edge` integer;--> statement-breakpoint
ALTER TABLE `version` ADD `look` text;