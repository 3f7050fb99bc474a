export type CopyOf = { galleryId: string; participantId: string; epoch: string };

/** The database that holds a copy of a gallery's marks. */
export const copyName = ({ galleryId, participantId, epoch }: CopyOf) =>
	`marks ${galleryId} ${participantId} ${epoch}`;

export const isCopyOf = (name: string, galleryId: string) => name.startsWith(`marks ${galleryId} `);
