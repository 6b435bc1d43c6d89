using System.Net;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;

namespace Millrace.Unit.Server;

/// <summary>A SUSPENDED subscription is resumed by its owner and goes on from its cursor.</summary>
public sealed class ResumeApiTests : IAsyncLifetime
{
    private const string ToActive = """{"status":"ACTIVE"}""";
    private static readonly StreamCursor Cursor = new(8, 3);
    private ServerRig rig = null!;
    private Account account = null!;
    private ApiCaller caller = null!;

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync();
        account = await rig.AddAccountAsync();
        caller = await rig.CallerAsync(account);
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task It_goes_on_from_its_cursor_and_its_destination_has_all_the_time_again()
    {
        var id = await SuspendedAsync();
        (await caller.PutAsync(id, ToActive)).Status.ShouldBe(HttpStatusCode.OK);
        (await caller.StatusAsync(id)).ShouldBe("ACTIVE");
        rig.Activated.Single()
            .ShouldSatisfyAllConditions(order => order.SubscriptionId.ShouldBe(id), order => order.Cursor.ShouldBe(Cursor));
        (await NoteFailingAsync(id, sinceDays: 22)).ShouldBeFalse();

        (await caller.PutAsync(id, ToActive)).Status.ShouldBe(HttpStatusCode.OK);
        rig.Activated.Count.ShouldBe(1);
    }

    [Fact]
    public async Task It_is_not_resumed_where_another_has_taken_its_place()
    {
        var id = await SuspendedAsync();
        await caller.SubscribeAsync();
        var (status, body) = await caller.PutAsync(id, ToActive);
        status.ShouldBe(HttpStatusCode.Conflict);
        body.GetProperty("message").GetString()!.ShouldContain("more than one subscription");
        (await caller.StatusAsync(id)).ShouldBe("SUSPENDED");
        rig.Activated.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_archived_or_waits_cannot_be_resumed()
    {
        var id = await caller.SubscribeAsync();
        (await caller.PutAsync(id, ToActive)).Status.ShouldBe(HttpStatusCode.Conflict);
        await rig.Registry.ActivateAsync(id, Cursor, rig.Wall.GetUtcNow(), ServerRig.Cancel);
        await caller.PutAsync(id, """{"status":"ARCHIVED"}""");
        (await caller.PutAsync(id, ToActive)).Status.ShouldBe(HttpStatusCode.Conflict);
        (await caller.StatusAsync(id)).ShouldBe("ARCHIVED");
    }

    private async Task<string> SuspendedAsync()
    {
        var id = await caller.SubscribeAsync();
        await rig.Registry.ActivateAsync(id, Cursor, rig.Wall.GetUtcNow(), ServerRig.Cancel);
        (await NoteFailingAsync(id, sinceDays: 23)).ShouldBeTrue();
        (await caller.StatusAsync(id)).ShouldBe("SUSPENDED");
        return id;
    }

    private ValueTask<bool> NoteFailingAsync(string id, int sinceDays)
    {
        var now = rig.Wall.GetUtcNow();
        return rig.Registry.NoteFailingAsync(id, now.AddDays(-sinceDays), now, TimeSpan.FromDays(23), ServerRig.Cancel);
    }
}
