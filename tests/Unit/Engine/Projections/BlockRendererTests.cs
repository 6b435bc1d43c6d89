using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using Millrace.Engine.Projections;

namespace Millrace.Unit.Engine.Projections;

/// <summary>A block renders to the records that Utf8JsonWriter would write, however it is read.</summary>
public sealed class BlockRendererTests
{
    [Fact]
    public void Records_are_those_of_a_json_writer() =>
        BlockCase.Any.Sample(
            made =>
            {
                var messages = Rendered.Messages(made.Build().Data).ConvertAll(Encoding.UTF8.GetString);
                messages.Count.ShouldBe(made.Rows.Length);
                for (var row = 0; row < messages.Count; row++)
                {
                    messages[row].ShouldBe(Expected(made.Rows[row], Id(messages[row])));
                }
            },
            iter: 3000
        );

    [Fact]
    public void Neither_the_first_row_nor_the_rows_at_a_time_change_a_byte() =>
        Gen.Select(BlockCase.Any, Gen.Int[0, 70], Gen.Int[1, 70])
            .Sample(
                (made, first, atOnce) =>
                {
                    var block = made.Build().Data;
                    var all = Rendered.Messages(block).ConvertAll(Encoding.UTF8.GetString);
                    Rendered.Messages(block, first, atOnce).ConvertAll(Encoding.UTF8.GetString).ShouldBe(all.Skip(first));
                },
                iter: 1000
            );

    [Fact]
    public void A_renderer_goes_back_as_well_as_on() =>
        Gen.Select(BlockCase.Any, Gen.Int[0, 70].Array[1, 8])
            .Sample(
                (made, rows) =>
                {
                    var all = Rendered.Messages(made.Build().Data).ConvertAll(Encoding.UTF8.GetString);
                    using var renderer = BlockRenderer.Open(made.Build().Data, Recipient.Anyone);
                    using var buffer = new MessageBuffer();
                    foreach (var row in rows)
                    {
                        renderer.Seek(row);
                        var count = renderer.Render(buffer, 2);
                        count.ShouldBe(Math.Clamp(all.Count - row, 0, 2));
                        buffer.Select(message => Encoding.UTF8.GetString(message.Span)).ShouldBe(all.Skip(row).Take(count));
                    }
                },
                iter: 500
            );

    [Fact]
    public void A_block_inside_other_memory_renders_alike() =>
        BlockCase.Any.Sample(
            made =>
            {
                var block = made.Build().Data;
                var inside = new byte[block.Length + 100];
                Array.Fill(inside, (byte)'"');
                block.CopyTo(inside.AsMemory(33));
                Rendered
                    .Messages(inside.AsMemory(33, block.Length))
                    .ConvertAll(Encoding.UTF8.GetString)
                    .ShouldBe(Rendered.Messages(block).ConvertAll(Encoding.UTF8.GetString));
            },
            iter: 500
        );

    [Fact]
    public void Long_texts_outgrow_every_first_guess()
    {
        var text = new string('"', 512);
        var row = new BlockCase.Row([text, text + "2", text, text + "4", "5"], 0, [long.MinValue, long.MaxValue, long.MinValue]);
        var made = new BlockCase([.. Enumerable.Repeat(row, 3000)]);
        var messages = Rendered.Messages(made.Build().Data).ConvertAll(Encoding.UTF8.GetString);
        messages.Count.ShouldBe(3000);
        messages.Distinct().Single().ShouldBe(Expected(row, Id(messages[0])));
    }

    private static string Id(string message) =>
        JsonSerializer.Deserialize<JsonElement>(message).GetProperty("idempotency_id").GetString()!;

    private static string Expected(BlockCase.Row row, string id)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(stream, options))
        {
            var text = BlockCase.KeywordText(row.Texts[3]);
            var window = DateTimeOffset.FromUnixTimeSeconds(row.WindowStart).ToOffset(TimeSpan.FromHours(5.5));
            json.WriteStartObject();
            json.WriteString("idempotency_id", id);
            json.WriteString("dataset_id", "sp-traffic");
            json.WriteString("marketplace_id", "MKT");
            json.WriteString("currency", "USD");
            json.WriteString("advertiser_id", "ADV");
            json.WriteString("campaign_id", row.Texts[0]);
            json.WriteString("ad_group_id", row.Texts[1]);
            json.WriteString("ad_id", row.Texts[2]);
            json.WriteString("keyword_id", row.Texts[3]);
            json.WriteString("keyword_text", text ?? "Placeholder keyword");
            json.WriteString("match_type", text is null ? "" : "BROAD");
            json.WriteString("placement", row.Texts[4]);
            json.WriteString("time_window_start", window.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
            json.WriteNumber("clicks", row.Deltas[1]);
            json.WriteNumber("impressions", row.Deltas[0]);
            json.WritePropertyName("cost");
            var cost = decimal.Divide(row.Deltas[2], 1_000_000m);
            json.WriteRawValue(cost.ToString("0.0#####", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
