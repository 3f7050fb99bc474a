CREATE TABLE `rendition` (
	`version_id` text NOT NULL,
	`recipe` text NOT NULL,
	`state` text NOT NULL,
	`key` text,
	`width` integer,
	`height` integer,
	`bytes` integer,
	PRIMARY KEY(`version_id`, `recipe`),
	FOREIGN KEY (`version_id`) REFERENCES `version`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
-- Previews had no name but their width: the first was the largest, the one with a long edge of 400 beside two others the
-- small one. Were there ever more of a name, they are numbered: nothing that was stored goes unnamed.
INSERT INTO `rendition` (`version_id`, `recipe`, `state`, `key`, `width`, `height`, `bytes`)
SELECT `version_id`, iif(`nth` = 1, `recipe`, `recipe` || `nth`), 'ready', `key`, `width`, `height`, `bytes` FROM (
	SELECT *, row_number() OVER (PARTITION BY `version_id`, `recipe` ORDER BY `place`) AS `nth` FROM (
		SELECT `version`.`id` AS `version_id`, `made`.`key` AS `place`,
			CASE WHEN `made`.`key` = 0 THEN 'large'
				WHEN json_array_length(`version`.`renditions`) > 2
					AND max(`made`.`value` ->> 'width', `made`.`value` ->> 'height') = 400 THEN 'small'
				ELSE 'medium' END AS `recipe`,
			`made`.`value` ->> 'key' AS `key`, `made`.`value` ->> 'width' AS `width`,
			`made`.`value` ->> 'height' AS `height`, `made`.`value` ->> 'bytes' AS `bytes`
		FROM `version`, json_each(`version`.`renditions`) AS `made`
	)
);
--> statement-breakpoint
-- Of the half-size picture only the key was kept; where the largest preview stood in for it, none can be made. Its size
-- follows from the original's as media/sizes.ts has it; how many bytes it has nobody wrote down.
INSERT INTO `rendition` (`version_id`, `recipe`, `state`, `key`, `width`, `height`)
SELECT `id`, 'half', iif(`stood_in`, 'failed', 'ready'), iif(`stood_in`, NULL, `half_key`),
	iif(`stood_in`, NULL, max(1, iif(`long` > 16383, CAST(round(`w` * 16383.0 / `long`) AS integer), `w`))),
	iif(`stood_in`, NULL, max(1, iif(`long` > 16383, CAST(round(`h` * 16383.0 / `long`) AS integer), `h`)))
FROM (
	SELECT *, `width` / `by` AS `w`, `height` / `by` AS `h`, max(`width` / `by`, `height` / `by`) AS `long` FROM (
		SELECT `id`, `half_key`, `width`, `height`,
			CASE WHEN `width` * `height` <= 400000000 THEN 2 WHEN `width` * `height` <= 1600000000 THEN 4 ELSE 8 END AS `by`,
			EXISTS (SELECT 1 FROM json_each(`renditions`) AS `made` WHERE `made`.`value` ->> 'key' = `half_key`) AS `stood_in`
		FROM `version` WHERE `half_key` IS NOT NULL
	)
);
--> statement-breakpoint
UPDATE `job` SET `name` = 'render', `payload` = json_set(`payload`, '$.recipe', 'half'),
	`key` = replace(`key`, 'half:', 'render:half:'), `live_key` = replace(`live_key`, 'half:', 'render:half:')
WHERE `name` = 'half';
--> statement-breakpoint
ALTER TABLE `version` DROP COLUMN `renditions`;--> statement-breakpoint
ALTER TABLE `version` DROP COLUMN `half_key`;
