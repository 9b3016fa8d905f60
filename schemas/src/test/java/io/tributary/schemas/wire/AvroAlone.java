package io.tributary.schemas.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** What a program that has nothing of ours but a schema writes and reads. */
final class AvroAlone {
    private static final int HEADER = 10;

    private AvroAlone() {}

    /** Single-object encoding. */
    static byte[] write(GenericRecord record) throws IOException {
        Schema schema = record.getSchema();
        var out = new ByteArrayOutputStream();
        out.writeBytes(WireFormat.singleObject().header("t", schema, Schemas.fingerprint(schema)));
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    /**
     * @param written in single-object encoding
     * @throws IllegalStateException if bytes are left
     */
    static GenericRecord read(byte[] written, Schema writer, Schema reader) throws IOException {
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(written, HEADER, written.length - HEADER, null);
        GenericRecord record = new GenericDatumReader<GenericRecord>(writer, reader).read(null, decoder);
        if (!decoder.isEnd()) {
            throw new IllegalStateException("there are bytes after the record, expected none");
        }
        return record;
    }

    static GenericRecord read(byte[] written, Schema schema) throws IOException {
        return read(written, schema, schema);
    }

    /** The fields of another schema. */
    static GenericRecord of(Schema schema, GenericRecord record) {
        GenericRecord same = new GenericData.Record(schema);
        schema.getFields().forEach(field -> same.put(field.name(), record.get(field.name())));
        return same;
    }
}
