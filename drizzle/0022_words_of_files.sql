CREATE TABLE `file_words` (
	`file_id` text PRIMARY KEY NOT NULL,
	`caption` text,
	`keywords` text,
	`copyright` text,
	FOREIGN KEY (`file_id`) REFERENCES `file`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `file` ADD `stars` integer;--> statement-breakpoint
ALTER TABLE `version` ADD `words` text;