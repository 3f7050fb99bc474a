ALTER TABLE `delivery_file` ADD `section` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `delivery_file` ADD `taken_at` integer;--> statement-breakpoint
ALTER TABLE `archive` ADD `taken_at` text;