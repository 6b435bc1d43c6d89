using System.Text;
using System.Text.Json;
using Millrace.Runtime.Ports;

namespace Millrace.Unit.Destinations.Sqs;

/// <summary>What becomes of the messages of a call that SQS takes.</summary>
public sealed class SqsDestinationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Taken_messages_are_delivered_in_one_call()
    {
        await using var rig = new SqsRig((call, _) => StubAnswers.Taken(call));

        var outcomes = await rig.DeliverAsync("""{"a":1}""", """{"b":"ü"}""");

        outcomes.Count.ShouldBe(2);
        outcomes.ShouldAllBe(outcome => outcome is DeliveryOutcome.Delivered);
        rig.Stub.Batches.ShouldHaveSingleItem().Entries.Select(entry => entry.Text).ShouldBe(["""{"a":1}""", """{"b":"ü"}"""]);
    }

    [Fact]
    public async Task Queue_address_is_looked_up_once_and_sent_as_it_was_given()
    {
        await using var rig = new SqsRig((call, _) => StubAnswers.Taken(call));
        rig.Stub.LookupAnswer = StubAnswers.Json(200, """{"QueueUrl":"https://elsewhere.example/000000000000/deltas"}""");

        await rig.DeliverOneAsync();
        await rig.DeliverOneAsync();

        rig.Stub.Lookups.Count.ShouldBe(1);
        rig.Stub.Batches.Count.ShouldBe(2);
        using var body = JsonDocument.Parse(rig.Stub.Batches[0].Body);
        body.RootElement.GetProperty("QueueUrl").GetString().ShouldBe("https://elsewhere.example/000000000000/deltas");
    }

    [Fact]
    public async Task Each_message_has_its_own_outcome()
    {
        await using var rig = new SqsRig(
            (call, _) =>
                StubAnswers.Json(
                    200,
                    JsonSerializer.Serialize(
                        new
                        {
                            Failed = new object[]
                            {
                                new
                                {
                                    Id = "1",
                                    SenderFault = true,
                                    Code = "InvalidMessageContents",
                                    Message = "Invalid characters found.",
                                },
                                new
                                {
                                    Id = "2",
                                    SenderFault = false,
                                    Code = "InternalError",
                                    Message = "try again",
                                },
                            },
                            Successful = new[] { StubAnswers.TakenEntry("0", call.Entries[0].Text) },
                        }
                    )
                )
        );

        var outcomes = await rig.DeliverAsync("taken", "refused", "failed", "not named");

        outcomes[0].ShouldBeDelivered();
        outcomes[1].ShouldBeRefused("SQS: InvalidMessageContents: Invalid characters found.");
        outcomes[2].ShouldGoAgain("SQS: InternalError: try again");
        outcomes[3].ShouldGoAgain("SQS did not answer for this message");
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("")]
    [InlineData("short")]
    public async Task Message_whose_digest_is_another_was_not_delivered(string digest)
    {
        await using var rig = new SqsRig(
            (call, _) =>
                StubAnswers.Json(
                    200,
                    JsonSerializer.Serialize(
                        new
                        {
                            Successful = new[]
                            {
                                new { Id = "0", MD5OfMessageBody = digest },
                                new { Id = "1", MD5OfMessageBody = "5D41402ABC4B2A76B9719D911017C592" },
                            },
                        }
                    )
                )
        );

        var outcomes = await rig.DeliverAsync("other", "hello");

        outcomes[0].ShouldGoAgain("MD5 of another message");
        outcomes[1].ShouldBeDelivered();
    }

    [Fact]
    public async Task Message_that_is_called_taken_and_failed_goes_again()
    {
        await using var rig = new SqsRig(
            (call, _) =>
                StubAnswers.Json(
                    200,
                    JsonSerializer.Serialize(
                        new
                        {
                            Failed = new[] { new { Id = "0", Code = "InternalError" } },
                            Successful = new[] { StubAnswers.TakenEntry("0", call.Entries[0].Text) },
                        }
                    )
                )
        );

        (await rig.DeliverOneAsync()).ShouldGoAgain("InternalError");
    }

    [Fact]
    public async Task Large_messages_are_spread_over_calls()
    {
        await using var rig = new SqsRig((call, _) => StubAnswers.Taken(call));
        var large = new string('x', 400_000);

        var outcomes = await rig.DeliverAsync(large, large, large, "small");

        outcomes.ShouldAllBe(outcome => outcome is DeliveryOutcome.Delivered);
        rig.Stub.Batches.Select(call => call.Entries.Count).ShouldBe([2, 2]);
    }

    [Fact]
    public async Task More_messages_than_a_call_takes_are_spread_over_calls()
    {
        await using var rig = new SqsRig((call, _) => StubAnswers.Taken(call));

        var outcomes = await rig.DeliverAsync([.. Enumerable.Range(0, 23).Select(number => $"m{number}")]);

        outcomes.Count.ShouldBe(23);
        outcomes.ShouldAllBe(outcome => outcome is DeliveryOutcome.Delivered);
        rig.Stub.Batches.Select(call => call.Entries.Count).ShouldBe([10, 10, 3]);
    }

    [Fact]
    public async Task Message_that_no_call_can_hold_is_refused_alone()
    {
        await using var rig = new SqsRig((call, _) => StubAnswers.Taken(call));
        byte[][] bodies = [new byte[1_048_577], [], [0xC3, 0x28], Encoding.UTF8.GetBytes("good")];
        Array.Fill(bodies[0], (byte)'x');

        var outcomes = await rig.DeliverAsync(bodies, Cancellation);

        outcomes[0].ShouldBeRefused("1048577 bytes");
        outcomes[1].ShouldBeRefused("empty");
        outcomes[2].ShouldBeRefused("not UTF-8");
        outcomes[3].ShouldBeDelivered();
        rig.Stub.Batches.ShouldHaveSingleItem().Entries.ShouldBe([("3", "good")]);
    }

    [Fact]
    public async Task Call_that_a_server_finds_too_long_is_halved()
    {
        await using var rig = new SqsRig(
            (call, _) =>
                call.Entries.Count > 2 || call.Body.Length > 300_000
                    ? StubAnswers.Error(400, "com.amazonaws.sqs#BatchRequestTooLong", "262144 bytes are the most.")
                    : StubAnswers.Taken(call)
        );

        var outcomes = await rig.DeliverAsync("a", "b", new string('x', 300_001), "d", "e");

        outcomes.Select(outcome => outcome is DeliveryOutcome.Delivered).ShouldBe([true, true, false, true, true]);
        outcomes[2].ShouldBeRefused("BatchRequestTooLong: 262144 bytes are the most.");
    }
}
