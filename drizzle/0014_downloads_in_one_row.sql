ALTER TABLE `download_log` ADD `last_at` integer;--> statement-breakpoint
ALTER TABLE `download_log` ADD `size_bytes` integer;--> statement-breakpoint
ALTER TABLE `download_log` ADD `spans` text;--> statement-breakpoint
CREATE INDEX `download_log_who` ON `download_log` (`who_id`,`last_at`);