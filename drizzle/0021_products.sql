CREATE TABLE `product` (
	`id` text PRIMARY KEY NOT NULL,
	`studio_id` text NOT NULL,
	`name` text NOT NULL,
	`settings` text NOT NULL,
	`position` integer NOT NULL,
	`created_at` integer NOT NULL,
	`archived_at` integer,
	FOREIGN KEY (`studio_id`) REFERENCES `studio`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `access_row` ADD `products` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `rendition` ADD `crc32` integer;--> statement-breakpoint
ALTER TABLE `rendition` ADD `sha256` text;--> statement-breakpoint
ALTER TABLE `rendition` ADD `used_at` integer;