import sharp, { type Sharp } from "sharp";
import { pngChunk } from "./picture-bombs.ts";

/** These words are in the metadata of these photos, and nowhere else. */
export const SECRETS = ["SN-4711", "Erika Mustermann", "Paris", "xmpmeta"];

const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:City="Paris"/></rdf:RDF></x:xmpmeta>`;

export function withMetadata(picture: Sharp, { orientation = 1 }: { orientation?: number } = {}): Sharp {
  return picture
    .withMetadata({ orientation })
    .withIccProfile("p3")
    .withExif({
      IFD0: { Artist: "Erika Mustermann", Make: "SN-4711" },
      IFD2: { BodySerialNumber: "SN-4711", CameraOwnerName: "Erika Mustermann" },
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "48/1 51/1 30/1" },
    })
    .withXmp(XMP);
}

export function withPngText(png: Buffer): Buffer {
  const text = pngChunk("tEXt", Buffer.from("Author\0Erika Mustermann", "latin1"));
  return Buffer.concat([png.subarray(0, 33), text, png.subarray(33), Buffer.from("SN-4711")]);
}

/** A comment, IPTC, and a preview in a further picture at the end. */
export async function withJpegExtras(jpeg: Buffer): Promise<Buffer> {
  const segment = (marker: number, data: string) => {
    const bytes = Buffer.from(data, "latin1");
    return Buffer.concat([Buffer.from([0xff, marker, 0, bytes.length + 2]), bytes]);
  };
  const small = sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } });
  const preview = await withMetadata(small).jpeg().toBuffer();
  const comment = segment(0xfe, "taken in Paris");
  const iptc = segment(0xed, "Photoshop 3.0\0 8BIM Erika Mustermann");
  return Buffer.concat([jpeg.subarray(0, 2), comment, iptc, jpeg.subarray(2), preview]);
}
