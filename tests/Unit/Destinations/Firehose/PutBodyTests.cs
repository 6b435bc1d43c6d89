using System.Text.Json;
using CsCheck;
using Millrace.Destinations.Aws;
using Millrace.Destinations.Firehose;
using Millrace.Destinations.Firehose.Wire;
using Millrace.Runtime.Ports;

namespace Millrace.Unit.Destinations.Firehose;

public sealed class PutBodyTests
{
    [Fact]
    public void Every_record_is_encoded_as_a_whole_whatever_its_length() =>
        Gen.Select(Gen.Byte.Array[0, 70].Array[1, 20], Gen.Bool)
            .Sample(
                (bodies, endsWithNewline) =>
                {
                    var batch = new DeliveryBatch([.. bodies.Select(body => new OutgoingMessage(body))], FirehoseCall.Bounds);
                    var buffer = new byte[PutBody.BytesMax(batch, 0, bodies.Length)];
                    var length = PutBody.Write(buffer, "deltas", batch, 0, bodies.Length, endsWithNewline);

                    using var call = JsonDocument.Parse(buffer.AsMemory(0, length));
                    call.RootElement.GetProperty("DeliveryStreamName").GetString().ShouldBe("deltas");
                    call.RootElement.GetProperty("Records")
                        .EnumerateArray()
                        .Select(record => record.GetProperty("Data").GetString())
                        .ShouldBe(bodies.Select(body => Convert.ToBase64String([.. body, .. endsWithNewline ? "\n"u8 : []])));
                }
            );
}
