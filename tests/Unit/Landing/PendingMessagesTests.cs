using Millrace.Landing.Receiving;
using Millrace.Landing.Records;

namespace Millrace.Unit.Landing;

public sealed class PendingMessagesTests
{
    private readonly PendingMessages pending = new(messagesMax: 3, charactersMax: 100);

    [Fact]
    public async Task Receiving_waits_while_too_many_characters_wait()
    {
        await WriteAsync(60);
        var second = WriteAsync(60);
        var third = WriteAsync(40);
        await third;
        second.IsCompleted.ShouldBeFalse();

        Read().ShouldBe(60);
        await second;
        (Read(), Read()).ShouldBe((40, 60));
        pending.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_body_larger_than_all_the_room_passes_alone()
    {
        await WriteAsync(500);
        var second = WriteAsync(1);
        second.IsCompleted.ShouldBeFalse();
        Read().ShouldBe(500);
        await second;
    }

    [Fact]
    public async Task Receiving_waits_while_too_many_messages_wait()
    {
        await Task.WhenAll(WriteAsync(1), WriteAsync(1), WriteAsync(1));
        var fourth = WriteAsync(1);
        fourth.IsCompleted.ShouldBeFalse();
        Read().ShouldBe(1);
        await fourth;
    }

    private Task WriteAsync(int characters) =>
        pending
            .WriteAsync(
                new ReceivedMessage(null!, new LandingMessage("q", "m", new string('x', characters)), null, ""),
                LandingRig.Cancel
            )
            .AsTask();

    private int Read() => pending.TryRead(out var message) ? message.Message.Body.Length : 0;
}
