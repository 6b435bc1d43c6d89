using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Millrace.Sandbox.Queues;
using Millrace.Sandbox.StandIns;
using Millrace.Sandbox.StandIns.Faults;
using Millrace.Sandbox.StandIns.Wire;

namespace Millrace.Sandbox.Roles;

/// <summary>A stand-in for STS: it hands out temporary credentials that all stand-ins behind the address know.</summary>
internal sealed class RoleStandIn(StandInServices services) : IStandIn
{
    private const int FormBytesMax = 256 * 1_024;

    /// <summary>How long an ended session is remembered, so that its use is told from that of an unknown one.</summary>
    private static readonly TimeSpan RememberEnded = TimeSpan.FromDays(1);

    private readonly ServiceFaults faults = services.Faults.Of("sts");

    public async Task AnswerAsync(HttpContext http, Caller caller)
    {
        try
        {
            var form = await FormAsync(http);
            var action = form.TryGetValue("Action", out var named) ? named.ToString() : "";
            var assume = action == "AssumeRole" ? AssumeRoleCall.Read(form) : null;
            var resource = assume is null ? "" : assume.RoleArn[(assume.RoleArn.LastIndexOf('/') + 1)..];
            await ServiceFaults.RunAsync(
                caller.Fault == CallFault.None ? faults.OfCall(resource) : caller.Fault,
                http,
                async () =>
                {
                    var result = action switch
                    {
                        "AssumeRole" => RoleAnswer.AssumedRole(await AssumeAsync(assume!, caller, http.RequestAborted)),
                        "GetCallerIdentity" => Identity(caller),
                        _ => throw RoleError.InvalidAction(action.Length <= 80 ? action : action[..80]),
                    };
                    return () => RoleAnswer.WriteAsync(http, action, result);
                },
                RoleError.Of,
                services.WallTime,
                services.Closing
            );
        }
        catch (RoleError error)
        {
            await RoleAnswer.WriteAsync(http, error);
        }
        catch (Exception error) when (services.IsOurs(error, http))
        {
            await RoleAnswer.WriteAsync(http, RoleError.InternalFailure());
        }
    }

    private static async Task<Dictionary<string, StringValues>> FormAsync(HttpContext http)
    {
        var body =
            await RequestBody.ReadAsync(http.Request, FormBytesMax, http.RequestAborted)
            ?? throw RoleError.Validation($"A request has at most {FormBytesMax} bytes.");
        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body));
        foreach (var (name, value) in http.Request.Query)
        {
            form.TryAdd(name, value);
        }

        return form;
    }

    private async Task<RoleSession> AssumeAsync(AssumeRoleCall call, Caller caller, CancellationToken cancel)
    {
        var id = SHA256.HashData(Encoding.UTF8.GetBytes(call.RoleArn));
        return await services.Store.DoAsync(
            turn =>
            {
                Check(turn.Roles.Find(call.RoleArn), call, caller);
                var session = new RoleSession(
                    "ASIA" + Letters(RandomNumberGenerator.GetBytes(16)),
                    Convert.ToBase64String(RandomNumberGenerator.GetBytes(30)),
                    Convert.ToBase64String(RandomNumberGenerator.GetBytes(96)),
                    call.RoleArn,
                    call.SessionName,
                    $"AROA{Letters(id.AsSpan(0, 16))}:{call.SessionName}",
                    call.ExternalId,
                    call.Tags,
                    turn.NowMs + (call.DurationSeconds * 1_000L)
                );
                turn.Roles.Add(session, turn.NowMs - (long)RememberEnded.TotalMilliseconds);
                return session;
            },
            cancel
        );
    }

    /// <summary>What the trust policy of a declared role allows.</summary>
    private void Check(Role? role, AssumeRoleCall call, Caller caller)
    {
        var who = caller.Session?.Arn ?? $"arn:aws:iam::{services.AccountId}:root";
        if (role?.ExternalId is { } wanted && wanted != call.ExternalId)
        {
            throw RoleError.AccessDenied(who, "sts:AssumeRole", call.RoleArn, "the role wants another external id");
        }

        if (role is { AllowsTags: false } && call.Tags.Count > 0)
        {
            throw RoleError.AccessDenied(who, "sts:TagSession", call.RoleArn, "the role does not allow session tags");
        }
    }

    private System.Xml.Linq.XElement Identity(Caller caller) =>
        caller.Session is { } session ? RoleAnswer.Identity(session.Account, session.AssumedRoleId, session.Arn)
        : caller.Scope.AccessKey == Queues.PublisherKey && Queues.Policies is not null
            ? RoleAnswer.Identity(Queues.PublisherRole.Split(':')[4], "AROAPUBLISHER:millrace", Queues.PublisherRole)
        : RoleAnswer.Identity(services.AccountId, services.AccountId, $"arn:aws:iam::{services.AccountId}:root");

    private QueueStandInOptions Queues => services.Options.Queues;

    /// <summary>One capital letter or digit of 32 for each byte.</summary>
    private static string Letters(ReadOnlySpan<byte> bytes)
    {
        var letters = new StringBuilder(bytes.Length);
        foreach (var one in bytes)
        {
            letters.Append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[one % 32]);
        }

        return letters.ToString();
    }
}
