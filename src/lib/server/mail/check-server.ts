import { createTransport } from 'nodemailer';
import { connectionOf } from './send-letter.ts';

/** Signs in to the mail server without sending anything; throws what it answered. */
export async function checkServer(smtpUrl: string): Promise<void> {
	const transport = createTransport(connectionOf(smtpUrl));
	try {
		await transport.verify();
	} finally {
		transport.close();
	}
}
