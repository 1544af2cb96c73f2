import { deflateRawSync, gzipSync } from 'node:zlib';

/** A ZIP archive of one JSON file: just enough for any unzip program to read a template. */
export function zipArchive(fileName: string, content: unknown): Buffer {
	const data = Buffer.from(JSON.stringify(content, null, 2));
	const packed = deflateRawSync(data);
	const name = Buffer.from(fileName);
	// gzip ends with the checksum that ZIP wants, and every Node has gzip.
	const checksum = gzipSync(data).readUInt32LE(gzipSync(data).length - 8);

	const entry = Buffer.alloc(26);
	entry.writeUInt16LE(20, 0);
	entry.writeUInt16LE(8, 4);
	entry.writeUInt16LE(0x21, 8);
	entry.writeUInt32LE(checksum, 10);
	entry.writeUInt32LE(packed.length, 14);
	entry.writeUInt32LE(data.length, 18);
	entry.writeUInt16LE(name.length, 22);

	const local = Buffer.concat([Buffer.from('PK\x03\x04'), entry, name, packed]);
	const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), entry, Buffer.alloc(14), name]);
	const end = Buffer.alloc(18);
	end.writeUInt16LE(1, 4);
	end.writeUInt16LE(1, 6);
	end.writeUInt32LE(central.length, 8);
	end.writeUInt32LE(local.length, 12);
	return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end]);
}
