package dev.lockstep.local.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.netty.buffer.Unpooled;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code $project} and {@code $addFields} as MongoDB documents them. */
final class ProjectionTest {
    private static final String DOCUMENT =
            "{_id: 1, a: {b: 2, c: 3}, list: [{x: 1, y: 2}, 7, {x: 3}], text: 'hello'}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{text: 1}                    | {_id: 1, text: 'hello'}",
                "{text: true, _id: 0}         | {text: 'hello'}",
                "{'a.c': 1}                   | {_id: 1, a: {c: 3}}",
                "{a: {c: 1}}                  | {_id: 1, a: {c: 3}}",
                "{'list.x': 1}                | {_id: 1, list: [{x: 1}, {x: 3}]}",
                "{text: 1, 'a.b': 1}          | {_id: 1, a: {b: 2}, text: 'hello'}",
                "{'text.x': 1}                | {_id: 1}",
                "{copy: '$a.b'}               | {_id: 1, copy: 2}",
                "{'a.b': 1, 'a.d': '$text'}   | {_id: 1, a: {b: 2, d: 'hello'}}",
                "{a: {d: 'literal', e: '$text'}} | {_id: 1, a: {d: 'literal', e: 'hello'}}",
                "{'n.x': 'y', 'n.z': '$a.c'}  | {_id: 1, n: {x: 'y', z: 3}}",
                "{sum: {$add: ['$a.b', 40]}}  | {_id: 1, sum: 42}",
                "{gone: '$nosuch'}            | {_id: 1}",
                "{_id: 1}                     | {_id: 1}",
                "{_id: 0}                     | {a: {b: 2, c: 3}, list: [{x: 1, y: 2}, 7, {x: 3}], text: 'hello'}",
                "{'a.c': 0, list: false}      | {_id: 1, a: {b: 2}, text: 'hello'}",
                "{'list.x': 0, a: 0, text: 0} | {_id: 1, list: [{y: 2}, 7, {}]}",
            })
    void project(String stage, String expected) {
        Document result = ProjectionParser.project(parse(stage)).apply(parse(DOCUMENT));
        assertThat(result.toString()).isEqualTo(parse(expected).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{n: 5}                  | {_id: 1, a: {b: 2, c: 3}, list: [{x: 1, y: 2}, 7, {x: 3}], text: 'hello', n: 5}",
                "{text: '$_id', list: 0} | {_id: 1, a: {b: 2, c: 3}, list: 0, text: 1}",
                "{'a.d': '$text', list: 0} | {_id: 1, a: {b: 2, c: 3, d: 'hello'}, list: 0, text: 'hello'}",
                "{'text.x': 1, list: 0}  | {_id: 1, a: {b: 2, c: 3}, list: 0, text: {x: 1}}",
                "{'n.m': 1, list: 0}     | {_id: 1, a: {b: 2, c: 3}, list: 0, text: 'hello', n: {m: 1}}",
            })
    void addFields(String stage, String expected) {
        Document result = ProjectionParser.addFields(parse(stage)).apply(parse(DOCUMENT));
        assertThat(result.toString()).isEqualTo(parse(expected).toString());
    }

    @Test
    void whatKeepsAndRemovesIsRefused() {
        assertRefused(
                "{text: 1, 'a.b': 0}",
                31254,
                "Invalid $project :: caused by :: Cannot do exclusion on field a.b in inclusion projection");
        assertRefused(
                "{a: {b: 0}, text: 1}",
                31253,
                "Invalid $project :: caused by :: Cannot do inclusion on field text in exclusion projection");
    }

    private static void assertRefused(String stage, int code, String message) {
        assertThatThrownBy(() -> ProjectionParser.project(parse(stage)))
                .isInstanceOfSatisfying(
                        MongoServerError.class,
                        e -> {
                            assertThat(e.getCode()).isEqualTo(code);
                            assertThat(e.getMessageWithoutErrorCode()).isEqualTo(message);
                        });
    }

    private static Document parse(String json) {
        return Bson.readDocument(
                Unpooled.wrappedBuffer(RawBsonDocument.parse(json).getByteBuffer().asNIO()));
    }
}
