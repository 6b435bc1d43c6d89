using System.Text;
using System.Text.Json;
using Millrace.Destinations.Aws;
using Millrace.Destinations.Sqs;
using Millrace.Destinations.Sqs.Wire;
using Millrace.Runtime.Ports;

namespace Millrace.Unit.Destinations.Sqs;

/// <summary>Answers that are almost those of SQS.</summary>
public sealed class BatchAnswerFuzzTests
{
    private const int Mutations = 100_000;
    private const int MutationsOverHttp = 500;
    private const int Seed = 20260712;

    private static readonly string[] Texts = ["""{"a":1}""", "zwölf", "third"];

    private static readonly byte[] Good = Encoding.UTF8.GetBytes(
        JsonSerializer.Serialize(
            new
            {
                Successful = new[] { StubAnswers.TakenEntry("0", Texts[0]), StubAnswers.TakenEntry("1", Texts[1]) },
                Failed = new[]
                {
                    new
                    {
                        Id = "2",
                        SenderFault = true,
                        Code = "InvalidMessageContents",
                        Message = "no \u2028 such",
                    },
                },
            }
        )
    );

    /// <summary>What a parser stumbles over.</summary>
    private static readonly string[] Pieces =
    [
        "\"",
        "\\",
        "\\ud800",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "null",
        "true",
        "-1",
        "99999999999999999999",
        "\"Id\":\"7\"",
        "\"Id\":0",
        "\"Successful\":[null,[],{}]",
        "\"Failed\":{\"Id\":\"0\"}",
        "\uFEFF",
        "é",
    ];

    [Fact]
    public void Mutated_answer_gives_every_message_an_outcome()
    {
        var random = new Random(Seed);
        for (var number = 0; number < Mutations; number++)
        {
            var answer = Mutated(random);
            var batch = new DeliveryBatch(
                [.. Texts.Select(text => new OutgoingMessage(Encoding.UTF8.GetBytes(text)))],
                SqsCall.Bounds
            );

            BatchAnswer.Read(answer, batch, 0, Texts.Length);
            var fault = ServiceFault.Read(SqsCall.Service, 400, null, null, answer);

            batch.Outcomes().Count(outcome => outcome is not null).ShouldBe(Texts.Length);
            fault.Why.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public async Task Mutated_answer_over_http_never_throws()
    {
        var random = new Random(Seed);
        await using var rig = new SqsRig((_, _) => StubAnswers.Http(random.Next(4) == 0 ? 400 : 200, Mutated(random)));
        for (var number = 0; number < MutationsOverHttp; number++)
        {
            (await rig.DeliverAsync(Texts)).Count.ShouldBe(Texts.Length);
        }
    }

    private static byte[] Mutated(Random random)
    {
        var bytes = Good.ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 2:
                    bytes.RemoveRange(at, random.Next(Math.Min(20, bytes.Count - at)));
                    break;
                default:
                    bytes.RemoveRange(at + 1, bytes.Count - at - 1);
                    break;
            }
        }

        return [.. bytes];
    }
}
