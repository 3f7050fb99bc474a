ALTER TABLE `studio` ADD `companion_endings` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `file` ADD `companion_of` text;--> statement-breakpoint
ALTER TABLE `file` ADD `ending` text;--> statement-breakpoint
CREATE INDEX `file_companion` ON `file` (`companion_of`);