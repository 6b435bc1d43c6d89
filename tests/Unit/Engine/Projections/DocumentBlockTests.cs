using System.Text;
using System.Text.Json;
using CsCheck;
using Millrace.Engine.Projections;
using Millrace.Engine.Publication;

namespace Millrace.Unit.Engine.Projections;

/// <summary>Blocks whose rows are whole messages.</summary>
public sealed class DocumentBlockTests
{
    private const string Seed = "0000000000000";

    private static readonly Recipient Asking = new("sub-1", WantsChanges: true);

    private static readonly Gen<(string Message, string Extra)[]> Messages = Gen.Select(
        Gen.String.Array[0, 3],
        Gen.Bool,
        (texts, hasExtra) =>
            (JsonSerializer.Serialize(new { texts }), hasExtra ? $",\"actor\":{JsonSerializer.Serialize(texts)}" : "")
    ).Array[1, 30];

    [Fact]
    public void Whoever_asks_gets_the_extra_inside_the_object_and_others_the_message_as_it_stands() =>
        Gen.Select(Messages, Gen.Int[0, 31], Gen.Int[1, 9])
            .Sample(
                (messages, from, step) =>
                {
                    var block = Block("", messages);
                    Render(block, Recipient.Anyone, from, step).ShouldBe(messages.Skip(from).Select(one => one.Message));
                    Render(block, Asking, from, step)
                        .ShouldBe(messages.Skip(from).Select(one => one.Message[..^1] + one.Extra + "}"));
                },
                seed: Seed
            );

    [Fact]
    public void A_block_for_one_subscription_is_nothing_to_all_others()
    {
        var block = Block("sub-1", [("{\"a\":1}", "")]);
        Render(block, Asking, 0, 9).ShouldBe(["{\"a\":1}"]);
        Render(block, new("sub-2", WantsChanges: true), 0, 9).ShouldBeEmpty();
        Render(block, Recipient.Anyone, 0, 9).ShouldBeEmpty();
    }

    [Fact]
    public void Every_damage_is_found() =>
        Gen.Select(Messages, Gen.UInt, Gen.Int[0, 7])
            .Sample(
                (messages, place, bit) =>
                {
                    var block = Block("", messages);
                    block[place % block.Length] ^= (byte)(1 << bit);
                    Should.Throw<InvalidDataException>(() => Rendered.Messages(block)).Message.Length.ShouldBeGreaterThan(40);
                },
                seed: Seed
            );

    [Fact]
    public void Long_messages_are_rendered_a_few_at_a_time()
    {
        var message = $"{{\"a\":\"{new string('x', 1 << 20)}\"}}";
        var block = Block("", [.. Enumerable.Repeat((message, ""), 9)]);
        using var renderer = BlockRenderer.Open(block, Recipient.Anyone);
        using var buffer = new MessageBuffer();
        var rounds = new List<int>();
        while (renderer.Render(buffer, int.MaxValue) is var rows and > 0)
        {
            buffer.Count.ShouldBe(rows);
            rounds.Add(rows);
        }

        rounds.Sum().ShouldBe(9);
        rounds.Max().ShouldBeLessThan(6);
    }

    private static byte[] Block(string recipient, (string Message, string Extra)[] messages)
    {
        var writer = new DocumentBlockWriter("campaigns", recipient);
        foreach (var (message, extra) in messages)
        {
            writer.Add(Encoding.UTF8.GetBytes(message), Encoding.UTF8.GetBytes(extra));
        }

        return writer.Finish(7);
    }

    private static List<string> Render(byte[] block, Recipient recipient, int from, int step)
    {
        using var renderer = BlockRenderer.Open(block, recipient);
        using var buffer = new MessageBuffer();
        renderer.Seek(from);
        var messages = new List<string>();
        while (renderer.Render(buffer, step) > 0)
        {
            messages.AddRange(buffer.Select(message => Encoding.UTF8.GetString(message.Span)));
        }

        return messages;
    }
}
