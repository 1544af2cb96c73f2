import type { IDataObject } from 'n8n-workflow';

import { choice, DownloadedFile } from '../../core';
import type { ApiClient } from '../../core';

/** The first two bytes of every ZIP file. */
const ZIP_BEGINNING = 'PK';
/** XML, HTML or JSON: no file of errors, the first line of which names its columns, begins like that. */
const NO_CSV = /^\s*[<{[]/;

/** Whether to fetch the file behind a signed URL, or to hand out the URL. */
export function signedOutput(kind: string) {
	return choice({
		displayName: 'Output',
		options: [
			{ name: 'File', value: 'file', description: `The ${kind} file as binary data` },
			{ name: 'URL', value: 'url', description: 'A signed download URL that expires soon' },
		],
		default: 'file',
		description: 'In an AI tool, choose URL: n8n gives a model no files',
	});
}

/** While the file is what is wanted. */
export const isFile = { output: ['file'] };

/** Whether the URL is what is wanted: its signature is what it is good for. */
export function isUrl({ output }: { readonly output: string }): boolean {
	return output === 'url';
}

/** The file, fetched without the token: every byte as Celigo wrote it. @param whose names what it belongs to in the record */
export async function signedFile(
	api: ApiClient,
	signedURL: string,
	{ whose, fileName, mimeType: usual }: { whose: IDataObject; fileName: string; mimeType: string },
): Promise<DownloadedFile> {
	const { bytes, mimeType } = await api.download(signedURL);
	if (fileName.endsWith('.zip') && bytes.subarray(0, 2).toString() !== ZIP_BEGINNING) {
		throw api.error('The file from Celigo is not a ZIP file', 'Run the operation again.');
	}
	if (fileName.endsWith('.csv') && NO_CSV.test(bytes.subarray(0, 100).toString())) {
		throw api.error('The file from Celigo is not a CSV file', 'Run the operation again.');
	}
	const record = { ...whose, fileName, fileSizeBytes: bytes.length };
	return new DownloadedFile(record, bytes, fileName, mimeType ?? usual);
}
