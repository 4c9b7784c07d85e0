import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Message, Scalar } from './otlpFields.ts';
import { requests } from './otlpFields.ts';

export type Signal = keyof typeof requests;

/** JSON as OTLP writes it. */
export type OtlpJson = string | number | boolean | readonly OtlpJson[] | OtlpObject;
export interface OtlpObject {
  readonly [name: string]: OtlpJson;
}

/** Attribute values may hold values; no honest one is nested so deeply. */
const deepest = 100;

/**
 * The body of an OTLP/HTTP request in protobuf, in the OTLP/JSON mapping: ids as hex, 64-bit numbers as text, enums as
 * numbers. Fields of a later version of the protocol are left out. Throws an Error for what is no such message.
 */
export const decodeRequest = (signal: Signal, body: Uint8Array): OtlpObject =>
  decode(new BinaryReader(body), body.length, requests[signal], 0);

function decode(reader: BinaryReader, end: number, message: Message, depth: number): OtlpObject {
  if (depth > deepest) throw new Error(`values are nested more than ${deepest} deep`);
  const object: Record<string, OtlpJson> = {};
  const lists = new Map<string, OtlpJson[]>();
  while (reader.pos < end) {
    const [number, wireType] = reader.tag();
    const field = message[number];
    if (field === undefined) {
      reader.skip(wireType, number);
      continue;
    }
    const { name, kind } = field;
    const expected = typeof kind === 'string' ? wireTypes[kind] : WireType.LengthDelimited;
    if (wireType !== expected) throw new Error(`field ${name} has wire type ${wireType}`);
    const value = typeof kind === 'string' ? scalar(reader, kind) : nested(reader, kind(), depth);
    if (!field.repeated) object[name] = value;
    else {
      const list = lists.get(name) ?? [];
      list.push(value);
      lists.set(name, list);
      object[name] = list;
    }
  }
  if (reader.pos !== end) throw new Error('a message ends inside a field');
  return object;
}

function nested(reader: BinaryReader, message: Message, depth: number): OtlpObject {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new Error('a message is cut off');
  return decode(reader, end, message, depth + 1);
}

const wireTypes: Readonly<Record<Scalar, WireType>> = {
  string: WireType.LengthDelimited,
  bytes: WireType.LengthDelimited,
  hex: WireType.LengthDelimited,
  bool: WireType.Varint,
  uint32: WireType.Varint,
  int32: WireType.Varint,
  int64: WireType.Varint,
  double: WireType.Bit64,
  fixed64: WireType.Bit64,
  fixed32: WireType.Bit32,
};

function scalar(reader: BinaryReader, kind: Scalar): OtlpJson {
  switch (kind) {
    case 'string':
      return reader.string();
    case 'bytes':
      return Buffer.from(reader.bytes()).toString('base64');
    case 'hex':
      return Buffer.from(reader.bytes()).toString('hex');
    case 'bool':
      return reader.bool();
    case 'uint32':
      return reader.uint32();
    case 'int32':
      return reader.int32();
    case 'int64':
      return String(reader.int64());
    case 'fixed64':
      return String(reader.fixed64());
    case 'fixed32':
      return reader.fixed32();
    case 'double': {
      const value = reader.double();
      // JSON has no NaN and no infinity; protobuf's JSON mapping writes their names.
      return Number.isFinite(value) ? value : String(value);
    }
  }
}

/** `google.rpc.Status`, the body of an error. */
export const encodeStatus = (code: number, message: string): Uint8Array =>
  new BinaryWriter()
    .tag(1, WireType.Varint)
    .int32(code)
    .tag(2, WireType.LengthDelimited)
    .string(message)
    .finish();

/** `ExportTraceServiceResponse` and its like for logs: the same numbers in both. */
export const encodePartialSuccess = (rejected: number, message: string): Uint8Array => {
  const partial = new BinaryWriter()
    .tag(1, WireType.Varint)
    .int64(rejected)
    .tag(2, WireType.LengthDelimited)
    .string(message)
    .finish();
  return new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(partial).finish();
};
