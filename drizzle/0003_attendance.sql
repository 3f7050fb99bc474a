CREATE TABLE `attendance` (
	`gallery_id` text NOT NULL,
	`client_id` integer NOT NULL,
	`participant_id` text NOT NULL,
	`process` text NOT NULL,
	`until` integer NOT NULL,
	PRIMARY KEY(`gallery_id`, `client_id`)
);
--> statement-breakpoint
CREATE INDEX `attendance_process` ON `attendance` (`process`);