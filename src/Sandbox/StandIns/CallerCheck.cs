using Microsoft.AspNetCore.Http;
using Millrace.Sandbox.Roles;
using Millrace.Sandbox.StandIns.Faults;
using Millrace.Sandbox.StandIns.Wire;

namespace Millrace.Sandbox.StandIns;

/// <summary>
/// Finds out who calls. Keys of the form in which temporary ones are handed out must be known, with their token, not ended, and the
/// signature must be theirs; all others are taken as they are.
/// </summary>
internal sealed class CallerCheck(StandInServices services)
{
    private const string TemporaryPrefix = "ASIA";
    private const string TokenHeader = "x-amz-security-token";

    /// <summary>As much as any service but S3 takes; S3 names the body's hash in a header.</summary>
    private const int BodyBytesMax = 8 * 1_024 * 1_024;

    public async Task<Caller> CheckAsync(HttpContext http)
    {
        var scope = CredentialScope.Of(http.Request);
        if (!scope.AccessKey.StartsWith(TemporaryPrefix, StringComparison.Ordinal))
        {
            return new(scope, null, CallFault.None);
        }

        var (session, nowMs) = await services.Store.DoAsync(
            turn => (turn.Roles.Session(scope.AccessKey), turn.NowMs),
            http.RequestAborted
        );
        var token = http.Request.Headers[TokenHeader] is [{ } header]
            ? header
            : http.Request.Query["X-Amz-Security-Token"].ToString();
        var fault =
            session is null || session.Token != token || !await IsSignedAsync(http.Request, scope, session)
                ? CallFault.UnknownCaller
            : session.ExpiresMs <= nowMs ? CallFault.ExpiredCaller
            : CallFault.None;
        return new(scope, session, fault);
    }

    /// <summary>A link that was signed beforehand has its signature in the query, and is taken with its token.</summary>
    private static async Task<bool> IsSignedAsync(HttpRequest request, CredentialScope scope, RoleSession session)
    {
        if (request.Headers.Authorization.Count == 0)
        {
            return true;
        }

        byte[]? body = [];
        if (scope.Service != "s3")
        {
            body = await RequestBody.ReadAsync(request, BodyBytesMax, request.HttpContext.RequestAborted);

            // The service reads it once more.
            request.Body = new MemoryStream(body ?? []);
        }

        return body is not null && RequestSignature.IsRight(request, scope, session.SecretKey, body);
    }
}
