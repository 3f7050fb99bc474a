import { splitName } from './extension.ts';

/** The camera's stem with the delivered file's own extension: DSC_1.NEF + DSC_1-Edit.tif → DSC_1.tif. */
export function deliveredName(cameraName: string, uploadedName: string, kindExtension = ''): string {
	return splitName(cameraName).stem + (splitName(uploadedName).extension || kindExtension);
}
