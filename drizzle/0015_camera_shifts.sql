CREATE TABLE `camera_shift` (
	`gallery_id` text NOT NULL,
	`camera` text NOT NULL,
	`shift_seconds` integer NOT NULL,
	PRIMARY KEY(`gallery_id`, `camera`),
	FOREIGN KEY (`gallery_id`) REFERENCES `gallery`(`id`) ON UPDATE no action ON DELETE no action
);
