-- Names and sections came as they were sent, in either Unicode form; they are composed now (NFC), and keys ignore joiners.
-- `composed`, `name_key` and `stem_key` are functions of src/lib/server/db/name-functions.ts.
UPDATE `file` SET `name` = composed(`name`), `section` = composed(`section`), `camera_name` = composed(`camera_name`)
WHERE `name` <> composed(`name`) OR `section` <> composed(`section`) OR `camera_name` <> composed(`camera_name`);
--> statement-breakpoint
UPDATE `version` SET `name` = composed(`name`), `section` = composed(`section`)
WHERE `name` <> composed(`name`) OR `section` <> composed(`section`);
--> statement-breakpoint
UPDATE `upload` SET `filename` = composed(`filename`), `section` = composed(`section`)
WHERE `filename` <> composed(`filename`) OR `section` <> composed(`section`);
--> statement-breakpoint
-- a file that had one name in both forms keeps it once
UPDATE OR REPLACE `file_name` SET `name` = composed(`name`) WHERE `name` <> composed(`name`);
--> statement-breakpoint
UPDATE `file_name` SET `name_key` = name_key(`name`), `stem_key` = stem_key(`name`)
WHERE `name_key` <> name_key(`name`) OR `stem_key` <> stem_key(`name`);
