using Microsoft.AspNetCore.Http;

namespace Millrace.Sandbox.StandIns;

/// <summary>One service behind the common address.</summary>
internal interface IStandIn
{
    /// <summary>Answers in the service's protocol, whatever the call is; it never throws for what a caller sends.</summary>
    Task AnswerAsync(HttpContext http, Caller caller);
}
