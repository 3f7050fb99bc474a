ALTER TABLE `member` ADD `language` text;--> statement-breakpoint
ALTER TABLE `studio` ADD `language` text;--> statement-breakpoint
ALTER TABLE `gallery` ADD `language` text;--> statement-breakpoint
ALTER TABLE `participant` ADD `language` text;--> statement-breakpoint
ALTER TABLE `participant` ADD `last_language` text;