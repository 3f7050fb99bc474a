CREATE TABLE `fact` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`gallery_id` text,
	`by_kind` text NOT NULL,
	`by_id` text,
	`payload` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `fact_gallery` ON `fact` (`gallery_id`,`seq`);