using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Millrace.App.Serve;
using Millrace.App.Settings;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Notices;
using Millrace.Runtime.Retention;
using Millrace.Unit.Destinations.Notices;
using Millrace.Unit.Server;

namespace Millrace.Unit.App;

/// <summary>A serving process tells the platform what owners should know, by the webhook of its deployment file.</summary>
public sealed class ServeNoticeTests : IDisposable
{
    private static readonly TimeSpan Borne = TimeSpan.FromDays(23);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("millrace-serve-notices");

    private string SecretFile => Path.Combine(folder.FullName, "notices.secret");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task An_owner_is_told_before_the_subscription_is_suspended_and_when_it_is()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await File.WriteAllTextAsync(SecretFile, WebhookReceiver.Secret + "\n", ServerRig.Cancel);
        var deployment = new DeploymentSettings
        {
            Notices = new() { Url = $"{receiver.Address}", SecretFile = SecretFile },
        };
        var now = TimeProvider.System.GetUtcNow();
        var (id, failing) = ("", now.AddDays(-12));
        Account account;
        string lastId;
        await using (var host = await StartAsync(deployment))
        {
            using var api = new HttpClient { BaseAddress = host.Address };
            (account, var caller) = await CallerAsync(host, api);
            id = await caller.SubscribeAsync();
            await host.Registry.ActivateAsync(id, default, now, ServerRig.Cancel);
            await host.Registry.NoteFailingAsync(id, failing, now, Borne, ServerRig.Cancel);
            var (_, warning) = await receiver.NextAsync();
            var told = (await caller.SubscriptionAsync(id)).GetProperty("delivery");
            ShouldBeOf(warning, "subscription.suspension_warning", id, account);
            var data = warning.GetProperty("data");
            data.GetProperty("message").GetString().ShouldBe(told.GetProperty("warnings")[0].GetString());
            data.GetProperty("suspendsDate").GetString().ShouldBe(told.GetProperty("suspendsDate").GetString());

            // The process ends before the platform has taken the next one.
            receiver.Answer = context =>
            {
                context.Response.StatusCode = 503;
                return Task.CompletedTask;
            };
            await host.Registry.NoteFailingAsync(id, now, failing + Borne, Borne, ServerRig.Cancel);
            (lastId, _) = await receiver.NextAsync();
        }

        receiver.Answer = _ => Task.CompletedTask;
        await using (await StartAsync(deployment))
        {
            var (again, suspended) = await receiver.NextAsync();
            again.ShouldBe(lastId);
            ShouldBeOf(suspended, "subscription.suspended", id, account);
        }

        receiver.Signed.ShouldBe(receiver.Calls);

        // Without the setting nothing is told, and nothing is left that would be told later.
        var calls = receiver.Calls;
        await using var silent = await StartAsync(new DeploymentSettings());
        await silent.Registry.KeepNoticesAsync(true, ServerRig.Cancel);
        (await silent.Registry.FirstNoticeAsync(ServerRig.Cancel)).ShouldBeNull();
        receiver.Calls.ShouldBe(calls);
    }

    [Theory]
    [InlineData(null, "cannot be read")]
    [InlineData("whsec_c2hvcnQ=", "24 to 64 bytes")]
    public async Task A_start_without_a_usable_secret_says_what_to_do(string? secret, string why)
    {
        if (secret is not null)
        {
            await File.WriteAllTextAsync(SecretFile, secret, ServerRig.Cancel);
        }

        var deployment = new DeploymentSettings
        {
            Notices = new() { Url = "https://a.example", SecretFile = SecretFile },
        };
        var fault = await Should.ThrowAsync<InvalidDataException>(() => StartAsync(deployment));
        fault.Message.ShouldContain(SecretFile);
        fault.Message.ShouldContain(why);
        File.Exists(Path.Combine(folder.FullName, "registry.db")).ShouldBeFalse();
    }

    private static void ShouldBeOf(JsonElement notice, string type, string id, Account account)
    {
        notice.GetProperty("type").GetString().ShouldBe(type);
        notice.GetProperty("timestamp").GetDateTimeOffset().Offset.ShouldBe(TimeSpan.Zero);
        var data = notice.GetProperty("data");
        data.GetProperty("subscriptionId").GetString().ShouldBe(id);
        data.GetProperty("dataSetId").GetString().ShouldBe("sp-traffic");
        data.GetProperty("userId").GetString().ShouldBe("ann");
        data.GetProperty("accountId").GetInt32().ShouldBe(account.Key);
        data.GetProperty("profileId").GetInt64().ToString(null, null).ShouldBe(account.ProfileId);
        data.GetProperty("entityId").GetString().ShouldBe(account.EntityId);
        data.GetProperty("advertiserId").GetString().ShouldBe(account.AdvertiserId);
        data.GetProperty("marketplaceId").GetString().ShouldBe(account.Marketplace);
    }

    private static async Task<(Account Account, ApiCaller Caller)> CallerAsync(ServeHost host, HttpClient api)
    {
        var chance = new SystemChance();
        var registrar = new Registrar(host.Registry, chance);
        var made = new NewAccount { Name = "Shop", Marketplace = "ATVPDKIKX0DER" };
        var account = (await registrar.AddAccountAsync(made, ServerRig.Cancel)).Value!;
        var client = (await registrar.AddClientAsync("tool", ServerRig.Cancel)).Value!.Thing.ClientId;
        var refresh = (await registrar.AddRefreshTokenAsync(client, "ann", [account.Key], ServerRig.Cancel)).Value!.Secret;
        var tokens = new TokenService(host.Registry, chance, TimeProvider.System);
        var token = (await tokens.ExchangeAsync(client, refresh, ServerRig.Cancel))!.Token;
        return (account, new ApiCaller(api, token, client, account.ProfileId));
    }

    private Task<ServeHost> StartAsync(DeploymentSettings deployment) =>
        ServeHost.StartAsync(
            new ServeOptions
            {
                DataFolder = folder.FullName,
                Listen = new Uri("http://127.0.0.1:0"),
                Deployment = deployment,
                SqsEndpoint = new Uri("http://127.0.0.1:1"),
                Partitions = 4,
                Retention = new RetentionOptions { SweepEvery = TimeSpan.FromMilliseconds(50) },
                Notices = new NoticeOptions { LookEvery = TimeSpan.FromMilliseconds(50) },
            },
            _ => { },
            ServerRig.Cancel
        );
}
